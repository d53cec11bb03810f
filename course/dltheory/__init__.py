"""The theory of deep learning as a course that can be run.

One module per chapter (``approximation`` ...), the modules that chapters share (``evidence``, ``interactive``,
``plotting``, ``data``, ``training``) and the class side (``grading``). Importing the package loads neither torch nor
ipywidgets: each is imported by the module that needs it.
"""

__version__ = "0.1.0"
