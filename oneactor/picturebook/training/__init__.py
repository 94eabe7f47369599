"""How the embedded model is made: data, autoencoder, denoiser, probe, export."""
