"""What a person reads of a result, in the order they read it. Gets documents; decides nothing."""
