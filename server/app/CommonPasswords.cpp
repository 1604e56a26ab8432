// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/PasswordPolicy.h"

#include <algorithm>
#include <array>

namespace TaskMaster::Server::PasswordPolicy {
namespace {

/// What published lists of leaked passwords begin with, and our own name. Only words: digits and signs around them, and
/// in place of letters, are taken off before.
// clang-format off
constexpr std::array<std::u16string_view, 407> words{
    u"aaron", u"abc", u"abcabc", u"abcd", u"abcde", u"abcdef", u"abcdefg", u"abcdefgh", u"abcdefghi",
    u"abcdefghij", u"abcdefghijk", u"abcdefghijkl", u"access", u"account", u"admin", u"adminadmin",
    u"administrator", u"adobe", u"airplane", u"alexander", u"amanda", u"america", u"andrea", u"andrew", u"angel",
    u"angela", u"anthony", u"apple", u"arsenal", u"asdf", u"asdfasdf", u"asdfg", u"asdfgh", u"asdfghj",
    u"asdfghjk", u"asdfghjkl", u"ashley", u"august", u"austin", u"autumn", u"azerty", u"azertyuiop", u"backup",
    u"badboy", u"bailey", u"banana", u"barcelona", u"barney", u"baseball", u"basketball", u"batman", u"blessed",
    u"blink", u"bonjour", u"boomer", u"boston", u"brandon", u"brooklyn", u"bubbles", u"buster", u"butterfly",
    u"calvin", u"camaro", u"captain", u"carlos", u"casper", u"changeit", u"changeme", u"changemenow", u"charles",
    u"charlie", u"cheese", u"chelsea", u"chester", u"chicago", u"chicken", u"chocolate", u"chris", u"christian",
    u"christmas", u"chrome", u"cinderella", u"coffee", u"company", u"computer", u"cookie", u"corvette", u"cowboy",
    u"cowboys", u"creative", u"crystal", u"dakota", u"dallas", u"daniel", u"danielle", u"database", u"david",
    u"december", u"default", u"defender", u"dennis", u"diamond", u"dolphin", u"donald", u"dragon", u"dragonball",
    u"eagles", u"edward", u"einstein", u"elephant", u"eminem", u"england", u"enter", u"everton", u"facebook",
    u"falcon", u"family", u"february", u"ferrari", u"fishing", u"flower", u"flowers", u"football", u"forever",
    u"freedom", u"friday", u"friend", u"friends", u"gandalf", u"garfield", u"gemini", u"george", u"ginger",
    u"goldfish", u"google", u"gordon", u"guest", u"guitar", u"hallo", u"hammer", u"hannah", u"happy", u"harley",
    u"harrypotter", u"heather", u"hello", u"helloworld", u"hockey", u"homework", u"horses", u"hunter", u"hunting",
    u"iceman", u"iloveu", u"iloveyou", u"iloveyouso", u"infinity", u"internet", u"invite", u"iwantu", u"jackson",
    u"jaguar", u"january", u"jasmine", u"jasper", u"jennifer", u"jeremy", u"jessica", u"jesus", u"jesuschrist",
    u"johnny", u"jonathan", u"jordan", u"joseph", u"joshua", u"junior", u"justin", u"killer", u"kissme", u"kitten",
    u"knight", u"ladybug", u"lakers", u"lasvegas", u"lauren", u"letmein", u"letmeinnow", u"liverpool", u"login",
    u"london", u"lovelove", u"lovely", u"loveme", u"lover", u"loveyou", u"lucky", u"madison", u"maggie", u"magic",
    u"manager", u"manchester", u"marina", u"marlboro", u"martin", u"master", u"masterkey", u"matrix", u"matthew",
    u"maverick", u"maxwell", u"mercedes", u"mercury", u"merlin", u"metallica", u"mexico", u"michael", u"michelle",
    u"michigan", u"mickey", u"midnight", u"miller", u"minecraft", u"monday", u"money", u"monitor", u"monkey",
    u"monster", u"morgan", u"morning", u"mother", u"mountain", u"muffin", u"murphy", u"mustang", u"naruto",
    u"nascar", u"natasha", u"nathan", u"newyork", u"nicholas", u"nicole", u"nintendo", u"nirvana", u"nothing",
    u"november", u"october", u"office", u"oliver", u"operator", u"orange", u"packers", u"panther", u"parker",
    u"passpass", u"passw", u"passwd", u"password", u"passwordpassword", u"passwort", u"patrick", u"peanut",
    u"pepper", u"phoenix", u"playboy", u"please", u"pokemon", u"police", u"porsche", u"power", u"prince",
    u"princesa", u"princess", u"private", u"public", u"purple", u"q2w3e4r", u"q2w3e4r5t", u"q2w3e4r5t6y",
    u"qaz2wsx", u"qaz2wsx3edc", u"qazwsx", u"qazwsxedc", u"qazxsw", u"qwer", u"qwert", u"qwerty", u"qwertyu",
    u"qwertyui", u"qwertyuiop", u"qwertyuiopasdfghjkl", u"qwertz", u"qwertzuiop", u"rabbit", u"rachel", u"raiders",
    u"rainbow", u"rangers", u"realmadrid", u"rebecca", u"redskins", u"remember", u"richard", u"robert", u"rocket",
    u"root", u"rosebud", u"samantha", u"sammy", u"samsung", u"sandra", u"saturday", u"school", u"scooby",
    u"scooter", u"secret", u"secretsecret", u"secure", u"security", u"september", u"server", u"service", u"shadow",
    u"shannon", u"silver", u"simple", u"simpsons", u"slayer", u"snoopy", u"soccer", u"sophie", u"spiderman",
    u"spring", u"squirt", u"starwars", u"steelers", u"stephen", u"steven", u"stupid", u"success", u"summer",
    u"sunday", u"sunflower", u"sunshine", u"superman", u"superstar", u"superuser", u"support", u"sweet", u"system",
    u"target", u"task", u"taskmaster", u"tasks", u"taylor", u"teacher", u"tech", u"temp", u"temporary", u"tennis",
    u"test", u"tester", u"testing", u"testtest", u"thomas", u"thunder", u"thursday", u"tigger", u"tinkerbell",
    u"tomcat", u"toyota", u"travel", u"trustme", u"trustno", u"tuesday", u"turtle", u"twitter", u"unknown",
    u"user", u"username", u"vanessa", u"victoria", u"victory", u"viking", u"voodoo", u"wednesday", u"welcome",
    u"whatever", u"william", u"willkommen", u"windows", u"winner", u"winter", u"wizard", u"work", u"xbox",
    u"yamaha", u"yankee", u"yankees", u"yellow", u"zaqwsx", u"zaqxsw", u"zxcasd", u"zxcasdqwe", u"zxcv", u"zxcvb",
    u"zxcvbn", u"zxcvbnm"
};
// clang-format on

constexpr bool isSorted()
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i - 1] >= words[i])
            return false;
    }
    return true;
}
static_assert(isSorted(), "isCommon() searches by halves");

} // namespace

bool isCommon(const QString &word)
{
    return std::binary_search(
        words.begin(), words.end(),
        std::u16string_view(reinterpret_cast<const char16_t *>(word.utf16()), static_cast<std::size_t>(word.size())));
}

} // namespace TaskMaster::Server::PasswordPolicy
