package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// vocabulary is where the names of link types stand.
const vocabulary = "https://ref.gs1.org/voc/"

// linkTypes are the names of the GS1 Web Vocabulary, release 1.16, that a sheet
// may use: all but those that only a resolver itself says (defaultLink) and
// productSustainabilityInfo, which sustainabilityInfo has replaced.
const linkTypes = `activityIdeas allergenInfo appDownload backgroundInfo brandHomepageClinical brandHomepagePatient careersInfo
certificationInfo consumerHandlingStorageInfo dpp eifu epcis epil eventsInfo faqs handledBy hasRetailers homepage ingredientsInfo instructions jws
leaveReview locationInfo logisticsInfo loyaltyProgram masterData menuInfo nutritionalInfo openingHoursInfo paymentLink pip promotion
purchaseSuppliesOrAccessories quickStartGuide recallStatus recipeInfo registerProduct registryEntry relatedImage relatedVideo reportFound review
safetyInfo scheduleTime serviceInfo smartLabel smpc socialMedia statisticInfo subscribe support sustainabilityInfo traceability tutorial
userAgreement verificationService whatsInTheBox`

// typeFault says what is wrong with a link's type, "" if nothing is.
func typeFault(t string) string {
	switch name, gs1 := strings.CutPrefix(t, "gs1:"); {
	case t == "":
		return `it says not what it is; write a link type such as "gs1:pip"`
	case gs1 && strings.HasPrefix(name, "defaultLink"):
		return `a link is made the default with "default": true, beside a type that says what it is`
	case name == "productSustainabilityInfo":
		return `it is called "gs1:sustainabilityInfo" now`
	case gs1 && !slices.Contains(strings.Fields(linkTypes), name):
		return fmt.Sprintf("no link type is called %.60q; one that is newer than this program is written as its address, %sNAME", t, vocabulary)
	case gs1:
		return ""
	case strings.HasPrefix(t, "https://"):
		return hrefFault(t)
	}
	return fmt.Sprintf(`%.60q is no link type; write one such as "gs1:pip", or an https address`, t)
}
