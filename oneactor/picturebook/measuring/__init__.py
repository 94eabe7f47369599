"""The figures of the model card: everything is asked of generated pictures and scenes that were never trained on."""
