package scene

// maxPictureSide bounds the width and height of Picture, in pixels.
const maxPictureSide = 8192
