"""What goes over the wire: requests and answers of the service, as its clients see them."""
