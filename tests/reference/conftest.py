"""The generator needs PyTorch, JAX, Keras and Optax, which the tests do without."""

collect_ignore_glob = ["generate.py", "*_runs.py"]
