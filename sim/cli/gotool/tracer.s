// Here so that functions without a body are accepted.
