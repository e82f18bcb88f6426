"""From an official notice to a first draft of its plan. Pure: text in, the files of a folder out."""
