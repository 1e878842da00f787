INSERT INTO customer (name, phone) VALUES ('Corner bakery', '0151 555 010');

INSERT INTO bicycle (model, customer_id) SELECT 'Delivery tricycle', id FROM customer;
