"""Speed and memory, measured by hand: ``python -m benchmarks.core`` and its siblings."""
