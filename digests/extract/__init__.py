"""Text to findings: figures and implications, each with the place it came from. Pure and synchronous."""
