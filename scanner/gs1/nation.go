package gs1

import "strings"

// nations are the countries of ISO 3166-1 by their short names: the numeric
// code, the two letters and the name, in the order of the codes.
const nations = "" +
	"004AFAfghanistan|008ALAlbania|010AQAntarctica|012DZAlgeria|016ASAmerican Samoa|020ADAndorra|024AOAngola|" +
	"028AGAntigua and Barbuda|031AZAzerbaijan|032ARArgentina|036AUAustralia|040ATAustria|044BSBahamas|048BHBahrain|" +
	"050BDBangladesh|051AMArmenia|052BBBarbados|056BEBelgium|060BMBermuda|064BTBhutan|068BOBolivia|" +
	"070BABosnia and Herzegovina|072BWBotswana|074BVBouvet Island|076BRBrazil|084BZBelize|" +
	"086IOBritish Indian Ocean Territory|090SBSolomon Islands|092VGBritish Virgin Islands|096BNBrunei|100BGBulgaria|" +
	"104MMMyanmar|108BIBurundi|112BYBelarus|116KHCambodia|120CMCameroon|124CACanada|132CVCabo Verde|136KYCayman Islands|" +
	"140CFCentral African Republic|144LKSri Lanka|148TDChad|152CLChile|156CNChina|158TWTaiwan|162CXChristmas Island|" +
	"166CCCocos Islands|170COColombia|174KMComoros|175YTMayotte|178CGCongo|180CDCongo (Democratic Republic)|" +
	"184CKCook Islands|188CRCosta Rica|191HRCroatia|192CUCuba|196CYCyprus|203CZCzechia|204BJBenin|208DKDenmark|" +
	"212DMDominica|214DODominican Republic|218ECEcuador|222SVEl Salvador|226GQEquatorial Guinea|231ETEthiopia|232EREritrea|" +
	"233EEEstonia|234FOFaroe Islands|238FKFalkland Islands|239GSSouth Georgia and the South Sandwich Islands|242FJFiji|" +
	"246FIFinland|248AXÅland Islands|250FRFrance|254GFFrench Guiana|258PFFrench Polynesia|" +
	"260TFFrench Southern Territories|262DJDjibouti|266GAGabon|268GEGeorgia|270GMGambia|275PSPalestine|276DEGermany|" +
	"288GHGhana|292GIGibraltar|296KIKiribati|300GRGreece|304GLGreenland|308GDGrenada|312GPGuadeloupe|316GUGuam|" +
	"320GTGuatemala|324GNGuinea|328GYGuyana|332HTHaiti|334HMHeard Island and McDonald Islands|336VAHoly See|340HNHonduras|" +
	"344HKHong Kong|348HUHungary|352ISIceland|356INIndia|360IDIndonesia|364IRIran|368IQIraq|372IEIreland|376ILIsrael|" +
	"380ITItaly|384CICôte d'Ivoire|388JMJamaica|392JPJapan|398KZKazakhstan|400JOJordan|404KEKenya|408KPNorth Korea|" +
	"410KRSouth Korea|414KWKuwait|417KGKyrgyzstan|418LALaos|422LBLebanon|426LSLesotho|428LVLatvia|430LRLiberia|434LYLibya|" +
	"438LILiechtenstein|440LTLithuania|442LULuxembourg|446MOMacao|450MGMadagascar|454MWMalawi|458MYMalaysia|462MVMaldives|" +
	"466MLMali|470MTMalta|474MQMartinique|478MRMauritania|480MUMauritius|484MXMexico|492MCMonaco|496MNMongolia|" +
	"498MDMoldova|499MEMontenegro|500MSMontserrat|504MAMorocco|508MZMozambique|512OMOman|516NANamibia|520NRNauru|" +
	"524NPNepal|528NLNetherlands|531CWCuraçao|533AWAruba|534SXSint Maarten|535BQBonaire, Sint Eustatius and Saba|" +
	"540NCNew Caledonia|548VUVanuatu|554NZNew Zealand|558NINicaragua|562NENiger|566NGNigeria|570NUNiue|574NFNorfolk Island|" +
	"578NONorway|580MPNorthern Mariana Islands|581UMUnited States Minor Outlying Islands|583FMMicronesia|" +
	"584MHMarshall Islands|585PWPalau|586PKPakistan|591PAPanama|598PGPapua New Guinea|600PYParaguay|604PEPeru|" +
	"608PHPhilippines|612PNPitcairn|616PLPoland|620PTPortugal|624GWGuinea-Bissau|626TLTimor-Leste|630PRPuerto Rico|" +
	"634QAQatar|638RERéunion|642RORomania|643RURussia|646RWRwanda|652BLSaint Barthélemy|" +
	"654SHSaint Helena, Ascension and Tristan da Cunha|659KNSaint Kitts and Nevis|660AIAnguilla|662LCSaint Lucia|" +
	"663MFSaint Martin|666PMSaint Pierre and Miquelon|670VCSaint Vincent and the Grenadines|674SMSan Marino|" +
	"678STSao Tome and Principe|682SASaudi Arabia|686SNSenegal|688RSSerbia|690SCSeychelles|694SLSierra Leone|" +
	"702SGSingapore|703SKSlovakia|704VNViet Nam|705SISlovenia|706SOSomalia|710ZASouth Africa|716ZWZimbabwe|724ESSpain|" +
	"728SSSouth Sudan|729SDSudan|732EHWestern Sahara|740SRSuriname|744SJSvalbard and Jan Mayen|748SZEswatini|752SESweden|" +
	"756CHSwitzerland|760SYSyria|762TJTajikistan|764THThailand|768TGTogo|772TKTokelau|776TOTonga|780TTTrinidad and Tobago|" +
	"784AEUnited Arab Emirates|788TNTunisia|792TRTürkiye|795TMTurkmenistan|796TCTurks and Caicos Islands|798TVTuvalu|" +
	"800UGUganda|804UAUkraine|807MKNorth Macedonia|818EGEgypt|826GBUnited Kingdom|831GGGuernsey|832JEJersey|" +
	"833IMIsle of Man|834TZTanzania|840USUnited States|850VIUS Virgin Islands|854BFBurkina Faso|858UYUruguay|" +
	"860UZUzbekistan|862VEVenezuela|876WFWallis and Futuna|882WSSamoa|887YEYemen|894ZMZambia"

// nation is the name of a country by its numeric code or its two letters; the
// code itself where ISO 3166-1 does not have it.
func nation(code string) string {
	for row := range strings.SplitSeq(nations, "|") {
		if row[:3] == code || row[3:5] == code {
			return row[5:]
		}
	}
	return code
}

// nationsIn names the countries that an element is about, with what follows
// them: "Brazil, Japan" for (423)076392, "Japan 1500001" for (421)3921500001,
// "Norway NO1234" for (7030)578NO1234. It is "" for other elements.
func nationsIn(el Element) string {
	v := el.Value
	switch {
	case el.AI == 1_4307 || el.AI == 1_4317:
		return nation(v)
	case (span{1_422, 1_426}).holds(el.AI):
		var all []string
		for ; len(v) >= 3; v = v[3:] {
			all = append(all, nation(v[:3]))
		}
		return strings.Join(all, ", ")
	case len(v) >= 3 && (el.AI == 1_421 || span{1_7030, 1_7039}.holds(el.AI)):
		if v[:3] == "999" {
			return v[3:]
		}
		return strings.TrimSpace(nation(v[:3]) + " " + v[3:])
	}
	return ""
}
