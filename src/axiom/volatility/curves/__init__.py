"""The curves a surface is made of, one folder a family."""
