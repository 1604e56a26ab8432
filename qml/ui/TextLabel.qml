// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// Text in one of the theme's roles. Plain text always: nothing a person typed is ever read as markup.
Text {
    id: root

    enum Role { Body, Strong, Small, Meta, Lead, Title, Heading, Section }

    property int role: TextLabel.Body

    readonly property bool quiet: role === TextLabel.Meta || role === TextLabel.Section

    // Ladders, not tables: a card has half a dozen of these, and an array literal per evaluation costs.
    function pixelSize(): int {
        return role === TextLabel.Body || role === TextLabel.Strong ? Theme.fontBody : role === TextLabel.Meta || role === TextLabel.Section ? Theme.fontMeta : role === TextLabel.Small ? Theme.fontSmall : role === TextLabel.Lead ? Theme.fontLead : role === TextLabel.Title ? Theme.fontTitle : Theme.fontHeading;
    }

    function weight(): int {
        return role === TextLabel.Body || role === TextLabel.Small ? Theme.regular : role === TextLabel.Meta || role === TextLabel.Lead ? Theme.medium : Theme.strong;
    }

    color: root.quiet ? Theme.faint : Theme.text
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
    renderType: Text.NativeRendering
    font.family: Theme.fontFamily
    font.pixelSize: root.pixelSize()
    font.weight: root.weight()
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
