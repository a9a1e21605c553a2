"""Reading files into the model and writing them back. Only this package uses YAML."""
