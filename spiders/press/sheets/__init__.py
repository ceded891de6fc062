"""Page sheets of the practice press: one file a layout, its sections parted by `=== name` lines.

`{{name}}` is a hole. The structure (ids, classes, nesting, comments) follows what is known of the real platforms;
words, styles and scripts are invented.
"""
