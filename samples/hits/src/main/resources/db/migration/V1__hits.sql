-- One row per hit. The key makes a repeated report of the same hit visible, whichever instance receives it.
CREATE TABLE hit (
  idempotency_key VARCHAR(255) PRIMARY KEY,
  code            VARCHAR(64) NOT NULL,
  at_millis       BIGINT      NOT NULL
);

-- The sum per link, kept in the same transaction, so that reading it does not scan the hits.
CREATE TABLE hit_count (
  code  VARCHAR(64) PRIMARY KEY,
  value BIGINT NOT NULL
);
