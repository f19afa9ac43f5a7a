-- Written by `axiom store schema --dialect sqlite`; change the migrations.

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE instruments (
    id TEXT NOT NULL,
    symbol TEXT NOT NULL,
    kind TEXT NOT NULL,
    underlying TEXT NOT NULL,
    expiry TEXT,
    expiry_date DATE,
    settlement TEXT,
    strike TEXT,
    is_call BOOLEAN,
    exercise TEXT,
    multiplier TEXT NOT NULL,
    currency TEXT NOT NULL,
    terms JSON NOT NULL,
    CONSTRAINT pk_instruments PRIMARY KEY (id),
    CONSTRAINT uq_instruments_symbol UNIQUE (symbol)
);

CREATE INDEX ix_instruments_underlying_expiry_strike ON instruments (underlying, expiry, strike);

CREATE TABLE trades (
    id TEXT NOT NULL,
    instrument_id TEXT NOT NULL,
    quantity TEXT NOT NULL,
    price TEXT NOT NULL,
    multiplier TEXT NOT NULL,
    fees TEXT NOT NULL,
    strategy TEXT NOT NULL,
    traded_at TEXT NOT NULL,
    booked_at TEXT NOT NULL,
    venue TEXT,
    counterparty TEXT,
    external_id TEXT,
    details JSON NOT NULL,
    CONSTRAINT pk_trades PRIMARY KEY (id),
    CONSTRAINT fk_trades_instrument_id FOREIGN KEY(instrument_id) REFERENCES instruments (id),
    CONSTRAINT uq_trades_venue_external_id UNIQUE (venue, external_id)
);

CREATE INDEX ix_trades_instrument_id_id ON trades (instrument_id, id);

CREATE INDEX ix_trades_strategy_id ON trades (strategy, id);

CREATE INDEX ix_trades_traded_at ON trades (traded_at);

CREATE TABLE positions (
    strategy TEXT NOT NULL,
    instrument_id TEXT NOT NULL,
    quantity TEXT NOT NULL,
    bought TEXT NOT NULL,
    sold TEXT NOT NULL,
    bought_amount TEXT NOT NULL,
    sold_amount TEXT NOT NULL,
    fees TEXT NOT NULL,
    cash TEXT NOT NULL,
    trades INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_positions PRIMARY KEY (strategy, instrument_id),
    CONSTRAINT ck_positions_sums CHECK (decimal_add(quantity, sold) = bought AND decimal_add(decimal_add(cash, fees), bought_amount) = sold_amount),
    CONSTRAINT ck_positions_traded CHECK (trades > 0),
    CONSTRAINT fk_positions_instrument_id FOREIGN KEY(instrument_id) REFERENCES instruments (id)
);

CREATE INDEX ix_positions_instrument_id ON positions (instrument_id);

CREATE TABLE hedges (
    id TEXT NOT NULL,
    time TEXT NOT NULL,
    strategy TEXT NOT NULL,
    underlying TEXT NOT NULL,
    policy TEXT NOT NULL,
    quantity TEXT NOT NULL,
    instrument_id TEXT,
    trade_id TEXT,
    status TEXT NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_hedges PRIMARY KEY (id),
    CONSTRAINT fk_hedges_instrument_id FOREIGN KEY(instrument_id) REFERENCES instruments (id),
    CONSTRAINT fk_hedges_trade_id FOREIGN KEY(trade_id) REFERENCES trades (id)
);

CREATE INDEX ix_hedges_strategy_id ON hedges (strategy, id);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

-- Running upgrade 0001 -> 0002

CREATE TABLE blobs (
    hash TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_blobs PRIMARY KEY (hash)
);

CREATE TABLE chains (
    id TEXT NOT NULL,
    underlying TEXT NOT NULL,
    valuation_time TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    options INTEGER NOT NULL,
    spot DOUBLE,
    terms JSON NOT NULL,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_chains PRIMARY KEY (id),
    CONSTRAINT fk_chains_content_hash FOREIGN KEY(content_hash) REFERENCES blobs (hash)
);

CREATE INDEX ix_chains_content_hash ON chains (content_hash);

CREATE INDEX ix_chains_underlying_valuation_time ON chains (underlying, valuation_time);

CREATE TABLE surfaces (
    id TEXT NOT NULL,
    underlying TEXT NOT NULL,
    valuation_time TEXT NOT NULL,
    family TEXT NOT NULL,
    parameters TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    is_certified BOOLEAN NOT NULL,
    certificate JSON NOT NULL,
    quality JSON NOT NULL,
    settings JSON NOT NULL,
    chain_id TEXT,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_surfaces PRIMARY KEY (id),
    CONSTRAINT fk_surfaces_chain_id FOREIGN KEY(chain_id) REFERENCES chains (id)
);

CREATE INDEX ix_surfaces_chain_id ON surfaces (chain_id);

CREATE INDEX ix_surfaces_underlying_valuation_time_id ON surfaces (underlying, valuation_time, id);

CREATE TABLE quotes (
    time TEXT NOT NULL,
    id TEXT NOT NULL,
    underlying TEXT NOT NULL,
    expiry TEXT,
    strike DOUBLE,
    is_call BOOLEAN,
    bid DOUBLE,
    ask DOUBLE,
    bid_size DOUBLE,
    ask_size DOUBLE,
    source TEXT NOT NULL,
    CONSTRAINT pk_quotes PRIMARY KEY (time, id)
);

CREATE INDEX ix_quotes_underlying_time ON quotes (underlying, time);

CREATE TABLE greeks (
    time TEXT NOT NULL,
    id TEXT NOT NULL,
    underlying TEXT NOT NULL,
    strategy TEXT NOT NULL,
    expiry TEXT,
    strike DOUBLE,
    is_call BOOLEAN,
    spot DOUBLE,
    vol DOUBLE,
    price DOUBLE,
    delta DOUBLE,
    gamma DOUBLE,
    vega DOUBLE,
    theta DOUBLE,
    rho DOUBLE,
    vanna DOUBLE,
    volga DOUBLE,
    CONSTRAINT pk_greeks PRIMARY KEY (time, id)
);

CREATE INDEX ix_greeks_underlying_time ON greeks (underlying, time);

CREATE TABLE pnl (
    day DATE NOT NULL,
    strategy TEXT NOT NULL,
    underlying TEXT NOT NULL,
    currency TEXT NOT NULL,
    total TEXT NOT NULL,
    terms JSON NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_pnl PRIMARY KEY (day, strategy, underlying, currency)
);

CREATE TABLE limits (
    id TEXT NOT NULL,
    strategy TEXT NOT NULL,
    underlying TEXT NOT NULL,
    limits JSON NOT NULL,
    valid_from TEXT NOT NULL,
    set_by TEXT NOT NULL,
    CONSTRAINT pk_limits PRIMARY KEY (id)
);

CREATE INDEX ix_limits_strategy_underlying_valid_from ON limits (strategy, underlying, valid_from);

CREATE TABLE breaches (
    id TEXT NOT NULL,
    time TEXT NOT NULL,
    limit_id TEXT NOT NULL,
    strategy TEXT NOT NULL,
    underlying TEXT NOT NULL,
    name TEXT NOT NULL,
    amount DOUBLE,
    "limit" DOUBLE NOT NULL,
    resolved_at TEXT,
    details JSON NOT NULL,
    CONSTRAINT pk_breaches PRIMARY KEY (id),
    CONSTRAINT fk_breaches_limit_id FOREIGN KEY(limit_id) REFERENCES limits (id)
);

CREATE INDEX ix_breaches_limit_id ON breaches (limit_id);

CREATE INDEX ix_breaches_strategy_id ON breaches (strategy, id);

CREATE TABLE runs (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    inputs TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    output_hash TEXT NOT NULL,
    version TEXT NOT NULL,
    machine JSON NOT NULL,
    principal TEXT NOT NULL,
    started_at TEXT NOT NULL,
    duration_s DOUBLE,
    CONSTRAINT pk_runs PRIMARY KEY (id)
);

CREATE INDEX ix_runs_input_hash ON runs (input_hash);

CREATE INDEX ix_runs_kind_id ON runs (kind, id);

CREATE TABLE metrics (
    time TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    value DOUBLE NOT NULL,
    labels JSON NOT NULL,
    CONSTRAINT pk_metrics PRIMARY KEY (time, id)
);

CREATE INDEX ix_metrics_name_time ON metrics (name, time);

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

-- Running upgrade 0002 -> 0003

CREATE TABLE api_keys (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    requests_per_second DOUBLE,
    burst INTEGER,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    last_used_at TEXT,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_prefix UNIQUE (prefix)
);

CREATE TABLE oauth_clients (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    requests_per_second DOUBLE,
    burst INTEGER,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    created_by TEXT NOT NULL,
    CONSTRAINT pk_oauth_clients PRIMARY KEY (id)
);

CREATE TABLE signing_keys (
    id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    private_key TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    signs_until TEXT NOT NULL,
    verifies_until TEXT NOT NULL,
    revoked_at TEXT,
    CONSTRAINT pk_signing_keys PRIMARY KEY (id)
);

CREATE TABLE audit (
    time TEXT NOT NULL,
    id TEXT NOT NULL,
    principal TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address TEXT NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (time, id)
);

CREATE INDEX ix_audit_principal_time ON audit (principal, time);

CREATE TABLE idempotency_keys (
    principal TEXT NOT NULL,
    "key" TEXT NOT NULL,
    route TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers JSON NOT NULL,
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (principal, "key")
);

CREATE INDEX ix_idempotency_keys_expires_at ON idempotency_keys (expires_at);

CREATE TABLE jobs (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    request JSON NOT NULL,
    status TEXT NOT NULL,
    share DOUBLE NOT NULL,
    text TEXT NOT NULL,
    result JSON,
    problem JSON,
    principal TEXT NOT NULL,
    worker TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    is_cancel_requested BOOLEAN NOT NULL,
    submitted_at TEXT NOT NULL,
    started_at TEXT,
    updated_at TEXT NOT NULL,
    finished_at TEXT,
    CONSTRAINT pk_jobs PRIMARY KEY (id)
);

CREATE INDEX ix_jobs_principal_id ON jobs (principal, id);

CREATE INDEX ix_jobs_status_id ON jobs (status, id);

CREATE TABLE desk_sessions (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    underlying TEXT NOT NULL,
    status TEXT NOT NULL,
    settings JSON NOT NULL,
    state JSON NOT NULL,
    principal TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ended_at TEXT,
    CONSTRAINT pk_desk_sessions PRIMARY KEY (id)
);

CREATE INDEX ix_desk_sessions_underlying_id ON desk_sessions (underlying, id);

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';
