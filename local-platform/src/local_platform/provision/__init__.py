"""The provisioner: creates what the declarations name in the embedded AWS, and changes only what differs."""
