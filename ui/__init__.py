"""The Streamlit app, in rooms; each may import those above it, as far as it needs them.

- `own_data`: tables as people write them
- `links`: what an address or a file says, by one codec; no Streamlit
- `state`: what a visitor has in hand; the one owner of session and address bar
- `words`: what is said: names, sentences, cards, tables, prepared scenes
- `stage`, `chart`: the pictures, each a component with our own JavaScript
- `desk`: the knobs of the race, a component in the sidebar
- `server`: what all visitors share: kept results, the line of heavy work, progress, the last guard
- `sidebar`: landscape, start, steps, optimizers, options
- `pages`: the pages of the navigation
"""
