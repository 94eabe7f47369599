"""The embedded model: a small latent diffusion model of a drawn story world, made from pictures this package draws."""
