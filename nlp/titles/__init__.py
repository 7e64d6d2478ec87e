"""Job titles: cleaning them and finding the role of the library that they mean."""
