"""Other engines at the smallest comparable task, each as its documentation shows it."""
