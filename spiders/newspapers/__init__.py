"""The newspapers as data: one file a province (INTERFACE: a newspaper)."""
