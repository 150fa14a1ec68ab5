"""Rules: expressions of the CEL profile become verdicts that can be explained."""
