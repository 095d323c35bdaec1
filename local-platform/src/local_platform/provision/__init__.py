"""The provisioner: makes what the declarations say exist in the embedded AWS, and changes only what differs."""
