"""The contract with clients: types, queries, mutations, subscriptions; no rules of the trade."""
