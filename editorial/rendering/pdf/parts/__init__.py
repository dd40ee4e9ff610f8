"""An issue's PDF made of parts that are laid out, cached and put together (docs/rendering.md).

`setting` lays one part out, `capture` takes it apart into objects whose numbers are still open, `content` is what is kept of
it, `joining` makes one file of all. `session` says which parts an issue needs and does the steps in turn.
"""
