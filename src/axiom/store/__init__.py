"""The SQL store: models, migrations, repositories behind one unit of work; cache and bus."""
