"""What is said: messages independent of the channel that carries them."""
