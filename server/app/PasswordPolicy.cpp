// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/PasswordPolicy.h"

#include "server/app/PasswordHasher.h"

#include <QRegularExpression>
#include <QSet>

namespace TaskMaster::Server::PasswordPolicy {
namespace {

constexpr int DistinctMin = 5;
/// What is left of a password without its owner's names must itself be something.
constexpr qsizetype BesidesNamesMin = 6;
constexpr qsizetype NameSizeMin = 3;

Error refused(const QString &why)
{
    return Error::invalidField(QStringLiteral("password"), why);
}

/// `P4$$w0rd` is no other word than `password`.
QString withoutDisguise(const QString &text)
{
    static const QHash<QChar, QChar> disguises{{u'0', u'o'}, {u'1', u'i'}, {u'3', u'e'}, {u'4', u'a'}, {u'5', u's'},
                                               {u'7', u't'}, {u'@', u'a'}, {u'$', u's'}, {u'!', u'i'}};
    QString plain = text;
    for (QChar &c : plain)
        c = disguises.value(c, c);
    return plain;
}

/// The letters between what people put around a word: `2024password!!` is `password`.
QString core(const QString &text)
{
    const auto isLetter = [](QChar c) { return c.isLetter(); };
    const auto first = std::find_if(text.begin(), text.end(), isLetter);
    const auto last = std::find_if(text.rbegin(), std::make_reverse_iterator(first), isLetter).base();
    return QString(first, last - first);
}

/// `abcabcabc` is `abc`.
QString unit(const QString &text)
{
    for (qsizetype size = 1; size <= text.size() / 2; ++size) {
        if (text.size() % size == 0 && text == text.left(size).repeated(text.size() / size))
            return text.left(size);
    }
    return text;
}

bool isTriedFirst(const QString &lower)
{
    // Digits around a word are cut off before disguises are lifted: the 1 of `password1` stands for nothing.
    for (const QString &form : {core(lower), core(withoutDisguise(core(lower))), core(withoutDisguise(lower))}) {
        if (isCommon(form) || isCommon(unit(form)))
            return true;
    }
    return false;
}

QStringList namesOf(const Person &person)
{
    static const QRegularExpression between(QStringLiteral("[^\\p{L}\\p{N}]+"));
    const QString email = person.email.toLower();
    QStringList names{email, email.section(u'@', 0, 0)};
    names += email.split(between, Qt::SkipEmptyParts);
    names += person.name.toLower().split(between, Qt::SkipEmptyParts);
    names.removeIf([](const QString &name) { return name.size() < NameSizeMin; });
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return names;
}

bool isMadeOfNames(const QString &lower, const Person &person)
{
    QString rest = lower;
    for (const QString &name : namesOf(person))
        rest.remove(name);
    return rest.size() < lower.size() && rest.size() < BesidesNamesMin;
}

} // namespace

Result<void> check(const QByteArray &password, const Person &person, int lengthMin)
{
    const QString text = QString::fromUtf8(password);
    if (text.size() < lengthMin)
        return refused(QStringLiteral("needs at least %1 characters").arg(lengthMin));
    if (password.size() > PasswordHasher::PasswordBytesMax)
        return refused(QStringLiteral("must not be longer than %1 bytes").arg(PasswordHasher::PasswordBytesMax));
    const QString lower = text.toLower();
    if (QSet<QChar>(lower.begin(), lower.end()).size() < DistinctMin)
        return refused(QStringLiteral("needs more different characters"));
    if (std::none_of(lower.begin(), lower.end(), [](QChar c) { return c.isLetter(); }))
        return refused(QStringLiteral("must not be digits and signs only"));
    if (isTriedFirst(lower))
        return refused(QStringLiteral("is one of those that are tried first; four words at random are a good one"));
    if (isMadeOfNames(lower, person))
        return refused(QStringLiteral("must not be made of the e-mail address or the name"));
    return {};
}

} // namespace TaskMaster::Server::PasswordPolicy
