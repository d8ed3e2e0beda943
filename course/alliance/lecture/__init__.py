"""The lessons' widgets for a lecture: one at a time, big, without code, turned by keys or a clicker.

Voila serves them, so that Python answers where a widget asks it; `saved.save` writes the same pages as one file for a
room without Python. All widgets run in one kernel and stand in one page, of which one part is shown at a time: to turn
a page starts nothing, and a widget that one comes back to stands as it was left.
"""
