package analytics

// A SellerCount counts the sellers that have just these complaints.
type SellerCount struct {
	Platform string // key; "" counts each seller once, wherever it sells
	// Named is false for the complaints about the platform that name no seller; there
	// All is 0 then and Sellers is 1.
	Named   bool
	Here    JudgedCount // about the seller on the platform; as All where Platform is ""
	All     JudgedCount // about the seller in the whole selection
	Sellers int64
}

// A JudgedCount counts complaints, those judged, and of them those resolved.
type JudgedCount struct{ Complaints, Rated, Resolved int64 }
