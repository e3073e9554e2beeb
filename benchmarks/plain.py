"""The same race the plain way, to compare with: ``streamlit run benchmarks/plain.py``.

One slider, and every figure a ``st.plotly_chart`` of a ``go.Figure``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[1]))

from experiments import Entry, Scene, run_race
from figures import stage
from figures.theme import LIGHT

RATES = [float(f"{10 ** (power / 10 - 4):.3g}") for power in range(31)]

rate = st.sidebar.select_slider("learning rate", RATES, value=RATES[15])
entries = (Entry("adam", values=(("learning_rate", rate),)), *Scene().entries[:3])
race = run_race(Scene(entries=entries))
built = stage.build(race, [entry.optimizer for entry in entries], LIGHT, stage.StageView())
for index, plot in enumerate((built.map, built.surface, built.curves)):
    st.plotly_chart(go.Figure(plot), key=str(index))
