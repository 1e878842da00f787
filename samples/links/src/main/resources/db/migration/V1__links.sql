-- One row per address, so that the same address always has the same code.
CREATE TABLE link (
  code VARCHAR(64)   PRIMARY KEY,
  url  VARCHAR(2048) NOT NULL UNIQUE
);

-- Hits that the hits service has not confirmed. They are sent again, with the same key, until it has.
CREATE TABLE unsent_hit (
  idempotency_key VARCHAR(255) PRIMARY KEY,
  code            VARCHAR(64) NOT NULL,
  at_millis       BIGINT      NOT NULL
);
