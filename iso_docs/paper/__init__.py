"""An issue on paper: DOCX, PDF and the picture of its lanes. Always an uncontrolled copy that says so, and what it is a copy of."""

from iso_docs.paper.copies import PrintedCopy, copy_of, file_name
from iso_docs.paper.docx import docx_of

__all__ = ["PrintedCopy", "copy_of", "docx_of", "file_name"]
