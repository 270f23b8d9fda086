"""What programs elsewhere import of Throughline: `throughline.client`, and nothing else."""
