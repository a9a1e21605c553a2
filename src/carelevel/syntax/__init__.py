"""From text to the model and back, with every problem at its place. The only room that uses YAML."""
