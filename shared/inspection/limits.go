package inspection

// The limits of a submission, all in one place. The first five are promises of
// docs and messages; changing one means changing what offices were told.
// Source: architecture.md section 5 (limits), reliability-security.md "Files".
const (
	// MaxDocument is the largest document in bytes (50 MiB).
	MaxDocument = 50 << 20
	// MaxSet is the largest sum of the documents of one submission in bytes
	// (150 MiB). Inspect sees one document; the caller adds up.
	MaxSet = 150 << 20
	// MaxPages is the largest number of pages of a PDF.
	MaxPages = 500
	// MaxParts is the largest number of members of an XLSX container.
	MaxParts = 10_000
	// MaxInflated is the largest number of bytes that the compressed parts of
	// one document may inflate to, images in a PDF not counted (300 MiB).
	MaxInflated = 300 << 20
)

// Bounds on the work of one inspection. No honest document comes near them.
const (
	// maxRatio is how many times its stored size an XLSX may inflate to, once
	// more than ratioFloor bytes came out. Sheets of empty cells reach 60.
	maxRatio   = 200
	ratioFloor = 10 << 20
	// maxXMLPart bounds the parts of an XLSX that are read as XML (content
	// types, relationships); maxSmallPart bytes is far above what Excel writes.
	maxXMLPart = 4 << 20
	// maxPixels is the largest image, alone or in a PDF (100 megapixels; a
	// phone makes 12 to 50, an A3 sheet at 600 dpi has 70).
	maxPixels = 100_000_000
	// maxImageBytes bounds what the images of one PDF inflate to together. A
	// 24-bit A4 page at 300 dpi is 25 MiB, so it must be more than MaxInflated.
	maxImageBytes = 4 * MaxInflated
	// maxObjects is the number of objects of a PDF, object streams included.
	maxObjects = 500_000
	// maxObjectStream is what one object stream of a PDF may inflate to.
	maxObjectStream = 32 << 20
	// maxDepth is how deep arrays and dictionaries of a PDF may nest.
	maxDepth = 100
	// lexFactor bounds the bytes that the PDF reader looks at, as a multiple
	// of the size: overlapping objects would cost the square of the size.
	lexFactor = 16
)
