"""One decision as its peers take it: the thirteen rules as guards, and `terminate` of cn-telecom."""
