"""The Streamlit app: state, share link, sidebar, pages, and the stage component."""
