// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/DemoTexts.h"

namespace TaskMaster::Server::DemoTexts {
namespace {

constexpr std::array usualColumns{ColumnText{"Backlog", ColumnType::Backlog}, ColumnText{"Todo", ColumnType::Unstarted},
                                  ColumnText{"In progress", ColumnType::Started}, ColumnText{"Done", ColumnType::Done}};
constexpr std::array hiringColumns{ColumnText{"Sourcing", ColumnType::Backlog},
                                   ColumnText{"Contacted", ColumnType::Unstarted},
                                   ColumnText{"Interview", ColumnType::Started}, ColumnText{"Hired", ColumnType::Done}};

// ---- Mobile app

constexpr std::array mobileLabels{
    LabelText{"bug", "#e5484d"},      LabelText{"ios", "#4c6ef5"},     LabelText{"auth", "#2f9e63"},
    LabelText{"settings", "#8b5cf6"}, LabelText{"sync", "#d9991c"},    LabelText{"i18n", "#12a5a5"},
    LabelText{"design", "#e64980"},   LabelText{"android", "#74b816"}, LabelText{"performance", "#f2711c"}};
constexpr const char *mobileVerbs[]{"Speed up",           "Simplify", "Redesign", "Add tests for", "Measure",
                                    "Document",           "Polish",   "Rework",   "Add undo to",   "Localise",
                                    "Add a shortcut for", "Clean up", "Share",    "Group"};
constexpr const char *mobileThings[]{
    "the calendar view",   "the inbox",          "offline mode",     "the attachment viewer", "card animations",
    "the composer",        "push notifications", "the widget",       "search results",        "saved views",
    "the project picker",  "the sign-in screen", "comment threads",  "the timeline",          "drag and drop",
    "voice notes",         "the share sheet",    "profile pictures", "the date picker",       "quick add",
    "the activity feed",   "large boards",       "swipe actions",    "the empty states",      "label colours",
    "keyboard navigation", "the tablet layout",  "biometric unlock", "link previews",         "the tour"};
constexpr const char *mobilePurposes[]{"for small screens",  "for people who use a screen reader",
                                       "on slow networks",   "for guests",
                                       "in landscape",       "for very long titles",
                                       "with many projects", "before the next release",
                                       "on older phones",    "for right-to-left languages",
                                       "in the dark theme",  "after the first sync",
                                       "for shared devices", "in one hand"};
constexpr const char *mobileProblems[]{"is empty",
                                       "scrolls back to the top",
                                       "shows the wrong person",
                                       "loses the last letter",
                                       "takes four seconds to open",
                                       "is cut off",
                                       "asks twice",
                                       "forgets its filter",
                                       "flickers",
                                       "drains the battery",
                                       "does not react",
                                       "shows yesterday's state"};
constexpr const char *mobileMoments[]{"after the phone was asleep", "when the network changes",
                                      "with 200 % text size",       "after an update",
                                      "when two people type",       "in split screen",
                                      "right after signing in",     "on the second try",
                                      "when the clock changes",     "without permission for photos",
                                      "with more than 50 projects", "when the app is in the background",
                                      "after switching workspaces", "while a call comes in"};
constexpr int No = FeaturedTask::NoDate;
constexpr std::array mobileFeatured{
    FeaturedTask{165,
                 3,
                 "Reconnect without losing drafts",
                 "A draft that was open when the connection went away is sent once, after the reconnect, and stays "
                 "visible all the time.",
                 Priority::Medium,
                 3,
                 No,
                 1,
                 {4, -1},
                 0},
    FeaturedTask{169,
                 3,
                 "Latency panel in settings",
                 "Support asks for it in every second ticket: show the measured round trip, its history of one minute, "
                 "and which server answers.",
                 Priority::Low,
                 2,
                 No,
                 3,
                 {-1, -1},
                 1},
    FeaturedTask{
        176,
        2,
        "Crash when two people drag the same card",
        "1. Open the same board on two phones.\n2. Drag the same card on both within a second.\n3. The second "
        "phone crashes in the drop animation.\n\nThe card is gone from the model when the animation ends. Seen "
        "on iOS 18 and Android 15.",
        Priority::Urgent,
        2,
        0,
        1,
        {0, 4},
        14},
    FeaturedTask{181,
                 2,
                 "Search as you type over all projects",
                 "Results while typing, from the local copy, within one frame. Ranked: open before done, title before "
                 "text, mine first.\n\n- [x] Index on the device\n- [x] Ranking\n- [x] Highlight what matched\n- [x] "
                 "Recent searches\n- [x] Empty state\n- [ ] Filters as chips\n- [ ] Measure with 100,000 tasks",
                 Priority::High,
                 5,
                 2,
                 0,
                 {-1, -1},
                 3},
    FeaturedTask{190,
                 2,
                 "Dark theme follows the system",
                 "Switch without a restart, and keep the choice of people who set it by hand.",
                 Priority::Low,
                 1,
                 No,
                 2,
                 {6, -1},
                 0},
    FeaturedTask{
        198,
        1,
        "Sign in with a passkey",
        "People should be able to register a passkey in settings and use it instead of the password. The "
        "password stays as a fallback until the next major version.\n\n- [x] Register from settings\n- [x] Sign "
        "in on a second device\n- [ ] Fallback when the device has no authenticator\n- [ ] Copy reviewed by "
        "legal\n- [ ] Remove a lost passkey\n- [ ] Help page",
        Priority::High,
        3,
        4,
        0,
        {2, -1},
        8},
    FeaturedTask{203,
                 2,
                 "Push notifications respect quiet hours",
                 "Nothing rings between the hours that a person has set, in their own time zone; what waited comes as "
                 "one summary in the morning.",
                 Priority::Medium,
                 3,
                 5,
                 2,
                 {-1, -1},
                 0},
    FeaturedTask{207,
                 1,
                 "Widget: my work today",
                 "Three sizes. The small one shows the number and the next due task.",
                 Priority::Medium,
                 5,
                 9,
                 3,
                 {-1, -1},
                 0},
    FeaturedTask{209,
                 1,
                 "Translate onboarding to German and Polish",
                 "Texts are in the shared sheet. Screens 2 and 5 need room for longer words.",
                 Priority::Low,
                 2,
                 No,
                 -1,
                 {5, -1},
                 0},
    FeaturedTask{214,
                 0,
                 "Offline banner hides the composer on small screens",
                 "On a 5.4 inch phone the banner pushes the composer below the keyboard, so one types blind.",
                 Priority::High,
                 1,
                 No,
                 2,
                 {0, 1},
                 0},
    FeaturedTask{220,
                 0,
                 "Let people choose the first day of the week",
                 "Monday by default, Sunday and Saturday as choices; the calendar and “this week” follow.",
                 Priority::Medium,
                 2,
                 No,
                 -1,
                 {3, -1},
                 2},
    FeaturedTask{221,
                 0,
                 "Export invoices as PDF",
                 "- [ ] Layout with the new logo\n- [ ] VAT numbers\n- [ ] Several pages\n- [ ] Share sheet",
                 Priority::Low,
                 3,
                 No,
                 -1,
                 {-1, -1},
                 0},
    FeaturedTask{226,
                 0,
                 "Haptics when a card is dropped",
                 "A light tap, and none when the system has haptics off.",
                 Priority::Low,
                 1,
                 No,
                 -1,
                 {-1, -1},
                 0},
    FeaturedTask{231,
                 0,
                 "Large attachments resume after the app was closed",
                 "Uploads over 20 MB start again from zero when the system kills the app. Remember the last finished "
                 "part.",
                 Priority::Medium,
                 5,
                 No,
                 1,
                 {4, -1},
                 5},
};

// ---- Website relaunch

constexpr std::array webLabels{LabelText{"content", "#4c6ef5"}, LabelText{"design", "#e64980"},
                               LabelText{"seo", "#2f9e63"}, LabelText{"accessibility", "#8b5cf6"},
                               LabelText{"legal", "#d9991c"}};
constexpr const char *webVerbs[]{"Write",   "Review", "Photograph", "Translate", "Shorten",
                                 "Migrate", "Design", "Prototype",  "Approve",   "Rewrite"};
constexpr const char *webThings[]{
    "the pricing page", "the customer stories",  "the imprint",     "the product tour", "the press kit",
    "the blog",         "the partner directory", "the status page", "the footer",       "the cookie banner",
    "the careers page", "the comparison table",  "the changelog",   "the contact form", "the landing page for schools",
    "the help centre"};
constexpr const char *webPurposes[]{"for the relaunch",  "with the new brand",       "for phones first",
                                    "in plain language", "with real screenshots",    "for the spring campaign",
                                    "in four languages", "with numbers from support"};
constexpr const char *webProblems[]{"loads two seconds too late",  "is missing from the sitemap", "jumps while loading",
                                    "shows the old prices",        "cannot be used by keyboard",  "has low contrast",
                                    "links to a page that is gone"};
constexpr const char *webMoments[]{"on slow phones",     "in Safari", "with an ad blocker",
                                   "at 200 % zoom",      "in print",  "for signed-in customers",
                                   "from search results"};

// ---- Operations

constexpr std::array operationsLabels{LabelText{"incident", "#e5484d"}, LabelText{"cost", "#2f9e63"},
                                      LabelText{"security", "#8b5cf6"}, LabelText{"vendor", "#d9991c"},
                                      LabelText{"office", "#12a5a5"}};
constexpr const char *operationsVerbs[]{"Renew", "Audit",    "Rotate keys of", "Automate",           "Document",
                                        "Move",  "Rehearse", "Cancel",         "Compare offers for", "Upgrade"};
constexpr const char *operationsThings[]{
    "the backup restore",   "the payroll export",  "the office internet", "laptop orders",      "the on-call calendar",
    "the database cluster", "the expense process", "certificates",        "the phone contract", "the build servers",
    "visitor badges",       "the log retention",   "the insurance",       "access reviews"};
constexpr const char *operationsPurposes[]{"before the audit", "for the Prague office", "until the end of the quarter",
                                           "with two people",  "for new colleagues",    "after the last incident",
                                           "without downtime"};
constexpr const char *operationsProblems[]{"ran out of disk space", "alerts too late",       "costs twice as much",
                                           "fails silently",        "depends on one person", "is not in the inventory"};
constexpr const char *operationsMoments[]{"since Monday",   "at the end of the month",    "on weekends",
                                          "after the move", "when a certificate expires", "during deployments"};

// ---- Hiring

constexpr std::array hiringLabels{LabelText{"engineering", "#4c6ef5"}, LabelText{"design", "#e64980"},
                                  LabelText{"support", "#12a5a5"}, LabelText{"referral", "#2f9e63"}};
constexpr const char *hiringVerbs[]{"Call",
                                    "Prepare the interview with",
                                    "Send the offer to",
                                    "Check references of",
                                    "Plan the first week of",
                                    "Give feedback to"};
constexpr const char *hiringThings[]{"the Qt engineer from Brno", "the support lead",   "the product designer",
                                     "the working student",       "the data analyst",   "the engineer from the meetup",
                                     "the technical writer",      "the office manager", "the QA engineer",
                                     "the account manager"};
constexpr const char *hiringPurposes[]{"this week", "with Ana and Kofi",   "after the holidays",
                                       "by phone",  "with the whole team", "before Friday"};
constexpr const char *hiringProblems[]{"waits for an answer", "has another offer", "needs a visa",
                                       "can start only in spring"};
constexpr const char *hiringMoments[]{"since last week", "until Friday", "after the second interview"};

constexpr std::array projectTexts{
    ProjectText{"Mobile app", "MOB", "#4460ef", usualColumns, mobileLabels, mobileVerbs, mobileThings, mobilePurposes,
                mobileProblems, mobileMoments, mobileFeatured},
    ProjectText{"Website relaunch",
                "WEB",
                "#e64980",
                usualColumns,
                webLabels,
                webVerbs,
                webThings,
                webPurposes,
                webProblems,
                webMoments,
                {}},
    ProjectText{"Operations",
                "OPS",
                "#2f9e63",
                usualColumns,
                operationsLabels,
                operationsVerbs,
                operationsThings,
                operationsPurposes,
                operationsProblems,
                operationsMoments,
                {}},
    ProjectText{"Hiring",
                "HIR",
                "#d9991c",
                hiringColumns,
                hiringLabels,
                hiringVerbs,
                hiringThings,
                hiringPurposes,
                hiringProblems,
                hiringMoments,
                {}},
};

constexpr const char *firsts[]{"Ana",   "Jana",   "Kofi",  "Lena",  "Marek", "Priya",   "Tomás", "Aylin",  "Björn",
                               "Chloé", "Diego",  "Emeka", "Freya", "Goran", "Hanna",   "Ivo",   "Jamila", "Kenji",
                               "Lucía", "Mateus", "Nadia", "Olek",  "Paula", "Quentin", "Rosa",  "Samir",  "Tereza",
                               "Uwe",   "Vera",   "Wanda", "Xenia", "Yusuf", "Zoe",     "Arjun", "Bruna",  "Cem"};
constexpr const char *lasts[]{"Moreno",   "Svoboda", "Owusu",    "Brandt", "Nowak",  "Raman",     "Ferreira", "Demir",
                              "Lindgren", "Martin",  "Álvarez",  "Okafor", "Hansen", "Petrović",  "Keller",   "Novotný",
                              "Haddad",   "Tanaka",  "Romero",   "Silva",  "Rahimi", "Wójcik",    "Schmidt",  "Dubois",
                              "Bianchi",  "Khan",    "Horáková", "Jensen", "Orlova", "Zielińska", "Papadaki", "Yılmaz",
                              "Meyer",    "Patel",   "Costa",    "Kaya"};

constexpr const char *sentences[]{
    "Came up in three calls with customers last week.",
    "The current behaviour is a leftover from the first version.",
    "We decided in the planning to keep it small and ship it in one go.",
    "Please add a screenshot before and after.",
    "It must keep working without a connection.",
    "Numbers first, then the change: without a measurement we will not know.",
    "There is an old branch with half of it; look there before you begin.",
    "Nobody should lose anything they typed.",
    "Talk to support before closing this, they promised an answer.",
    "The texts are in the shared document, section 4.",
    "Keyboard users cannot reach this at the moment.",
    "If it takes more than two days, split it.",
    "Done means: tested on the smallest supported device.",
    "This blocks the release notes.",
    "Do not change the wording without asking legal.",
    "A first version without settings is fine.",
};

constexpr const char *remarks[]{
    "I can take this one.",
    "Reproduced on my side, twice.",
    "The fix is in review.",
    "Let us talk about this tomorrow morning.",
    "Looks good to me.",
    "Waiting for an answer from the customer.",
    "I moved the second half to its own task.",
    "Works on the test server since an hour.",
    "Can we do without the extra setting?",
    "Measured again: half of the time is gone.",
    "The design is ready, link in the description.",
    "Not before the release, please.",
    "Thank you, that was quick!",
    "I do not understand step 3, can you show me?",
    "Same problem on the tablet.",
    "Closed by mistake, opening it again.",
};

constexpr std::array passkeyTalk{
    CommentText{2, "Which minimum version do we need for the system sheet?"},
    CommentText{0, "iOS 17 and Android 14; below that the button stays hidden."},
    CommentText{3, "Copy for the two dialogs is in the shared document, waiting for legal."},
    CommentText{1, "Do we let people keep more than one passkey?"},
    CommentText{0, "Yes, named after the device, as everybody does."},
    CommentText{2, "Registering from settings works on the test server now."},
    CommentText{1,
                "I tried it on Android 15: works, but the sheet says “unknown app”. @ana can you check the asset "
                "links?"},
    CommentText{0, "On it."},
};

} // namespace

std::span<const ProjectText> projects()
{
    return projectTexts;
}

Words firstNames()
{
    return firsts;
}

Words lastNames()
{
    return lasts;
}

Words descriptionSentences()
{
    return sentences;
}

Words comments()
{
    return remarks;
}

std::span<const CommentText> passkeyComments()
{
    return passkeyTalk;
}

} // namespace TaskMaster::Server::DemoTexts
