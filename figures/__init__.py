"""Pictures: results in, ``go.Figure`` out."""
