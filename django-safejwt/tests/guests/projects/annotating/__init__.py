"""The default manager has another name, annotates, joins and orders: its queries are not plain SELECTs."""
