"""Items, conditions, writes and transactions of DynamoDB."""
