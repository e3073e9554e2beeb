"""What an address or a file says: each is read and written by one codec, without Streamlit."""
