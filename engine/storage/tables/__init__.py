"""Tables: columns, constraints and indexes, nothing else."""
