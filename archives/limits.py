"""How large a received file may be. Stated on the upload page and checked before anything is unpacked."""

MEGABYTE = 1024 * 1024
FILE_BYTES = 200 * MEGABYTE
FILES_AT_ONCE = 100
PAGES = 2_000  # of one file; a bound register has some 600
PICTURE_PIXELS = 150_000_000  # grey; A0 at 300 dpi is 139 million. A colour picture counts three times
PAGE_INCHES = 60  # either side of a PDF page; A0 is 47 inches long
WORKING_PIXELS = 24_000_000  # what one page is drawn to for reading at most: A3 at 300 dpi is 17 million
