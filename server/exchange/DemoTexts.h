// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entities.h"

#include <span>

/**
 * The words that the demo workspace is made of: people, labels, the cards that stand on top of the board, and the parts
 * from which all other titles, descriptions and comments are put together. Only Demo reads them. UTF-8 literals.
 */
namespace TaskMaster::Server::DemoTexts {

using Words = std::span<const char *const>;

struct LabelText {
    const char *name;
    const char *color;
};

struct ColumnText {
    const char *name;
    ColumnType type;
};

/// A card that everybody sees first, made as it stands here. `labels` and people are indexes into their lists.
struct FeaturedTask {
    int number; ///< of the task, when the project is large enough
    int column;
    const char *title;
    const char *description;
    Priority priority;
    int estimate;
    int dueInDays; ///< from today; NoDate: none
    int assignee; ///< index of the person; -1: nobody
    std::array<int, 2> labels; ///< -1: none
    int comments;
    static constexpr int NoDate = 9999;
};

/// Titles are “verb thing purpose” (work) or “thing problem when” (a bug).
struct ProjectText {
    const char *name;
    const char *key;
    const char *color;
    std::span<const ColumnText> columns;
    std::span<const LabelText> labels;
    Words verbs;
    Words things;
    Words purposes;
    Words problems;
    Words moments;
    std::span<const FeaturedTask> featured;
};

[[nodiscard]] std::span<const ProjectText> projects();
[[nodiscard]] Words firstNames(); ///< the first four belong to the lastNames of the same index
[[nodiscard]] Words lastNames();
[[nodiscard]] Words descriptionSentences();
[[nodiscard]] Words comments();
/// The last comments on the featured task 198, oldest first; `author` is an index of a person.
struct CommentText {
    int author;
    const char *body;
};
[[nodiscard]] std::span<const CommentText> passkeyComments();

} // namespace TaskMaster::Server::DemoTexts
