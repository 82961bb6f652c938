package gs1

import (
	"cmp"
	"iter"
	"slices"
)

// Vocabulary is where the names of the GS1 Web Vocabulary stand, those of
// link types among them.
const Vocabulary = "https://ref.gs1.org/voc/"

// LinkTypes yields the names of the link types of the GS1 Web Vocabulary
// (release 1.16) with their titles, in the order of the names. What a Digital
// Link leads to is told by one of them: "pip", "Product Information Page".
func LinkTypes() iter.Seq2[string, string] {
	return func(yield func(name, title string) bool) {
		for _, t := range linkTypes {
			if !yield(t.name, t.title) {
				return
			}
		}
	}
}

// LinkTypeTitle returns the title of the link type with this name, and whether
// the vocabulary has it.
func LinkTypeTitle(name string) (title string, ok bool) {
	i, ok := slices.BinarySearchFunc(linkTypes[:], name, func(t linkType, name string) int { return cmp.Compare(t.name, name) })
	if !ok {
		return "", false
	}
	return linkTypes[i].title, true
}

// linkType is one entry of the vocabulary.
type linkType struct{ name, title string }

// linkTypes stand in the order of their names. productSustainabilityInfo is
// deprecated: sustainabilityInfo has replaced it.
var linkTypes = [...]linkType{
	{"activityIdeas", "Activity Ideas"},
	{"allergenInfo", "Allergen information"},
	{"appDownload", "App download"},
	{"backgroundInfo", "Background Information"},
	{"brandHomepageClinical", "Information for professionals about this brand"},
	{"brandHomepagePatient", "Information for patients about this brand"},
	{"careersInfo", "Careers information"},
	{"certificationInfo", "Certification Information"},
	{"consumerHandlingStorageInfo", "Consumer handling and storage information"},
	{"defaultLink", "Default link"},
	{"defaultLinkMulti", "Default linkMulti"},
	{"dpp", "Digital Product Passport"},
	{"eifu", "Electronic Instructions For Use"},
	{"epcis", "EPC Information Services (EPCIS) repository"},
	{"epil", "Electronic Patient Information Leaflet"},
	{"eventsInfo", "Events information"},
	{"faqs", "Frequently Asked Questions"},
	{"handledBy", "Handled by"},
	{"hasRetailers", "Has Retailers"},
	{"homepage", "Organisation Information Page"},
	{"ingredientsInfo", "Ingredients information"},
	{"instructions", "Instructions"},
	{"jws", "JSON Web Signature"},
	{"leaveReview", "Leave a review"},
	{"locationInfo", "Location information"},
	{"logisticsInfo", "Logistics information"},
	{"loyaltyProgram", "Loyalty program"},
	{"masterData", "Master data"},
	{"menuInfo", "Menu information"},
	{"nutritionalInfo", "Nutritional Information"},
	{"openingHoursInfo", "Opening hours information"},
	{"paymentLink", "Make Payment"},
	{"pip", "Product Information Page"},
	{"productSustainabilityInfo", "Sustainability and recycling"},
	{"promotion", "Promotion"},
	{"purchaseSuppliesOrAccessories", "Purchase supplies or accessories"},
	{"quickStartGuide", "Quick start guide"},
	{"recallStatus", "Recall status"},
	{"recipeInfo", "Recipe website"},
	{"registerProduct", "Register purchase"},
	{"registryEntry", "Entry in a register"},
	{"relatedImage", "Related image"},
	{"relatedVideo", "Related video"},
	{"reportFound", "Report found"},
	{"review", "Reviews"},
	{"safetyInfo", "Safety information"},
	{"scheduleTime", "Scheduling/Reservation"},
	{"serviceInfo", "Service information"},
	{"smartLabel", "SmartLabel"},
	{"smpc", "Summary Product Characteristics (SmPC)"},
	{"socialMedia", "Social media"},
	{"statisticInfo", "Statistics"},
	{"subscribe", "Subscribe"},
	{"support", "Support"},
	{"sustainabilityInfo", "Sustainability and recycling"},
	{"traceability", "Traceability information"},
	{"tutorial", "Tutorial"},
	{"userAgreement", "Sign waiver/agreement/document"},
	{"verificationService", "Verification Service"},
	{"whatsInTheBox", "What's in the box?"},
}
