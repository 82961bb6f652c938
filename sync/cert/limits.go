package cert

// maxFile is how large a file may be: authorities, and revocation lists of
// twenty thousand certificates.
const maxFile = 1 << 20
