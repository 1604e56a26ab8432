// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandGroups.h"

namespace TaskMaster::Server {

void CommandGroups::addWebhook(CLI::App &app, Invocation &typed)
{
    CLI::App *webhook = addGroup(app, "webhook", "Webhooks: tell other programs what happens; see what became of it");
    CLI::App *list = addCommand(*webhook, typed, "list", "List the webhooks of a workspace", &Subcommands::webhookList);
    CLI::App *add =
        addCommand(*webhook, typed, "add", "Make a webhook and print its secret, this once", &Subcommands::webhookAdd);
    addText(add, "url", typed.url, "Where to send to: https://…")->required();
    addText(add, "--name", typed.name, "What it is for");
    addText(add, "--project", typed.project, "Only this project (name, key or id)");
    add->add_option_function<std::vector<std::string>>(
           "--event",
           [&typed](const std::vector<std::string> &words) {
               for (const std::string &word : words)
                   typed.events.append(QString::fromStdString(word));
           },
           "Only this verb (taskMoved) or kind of entity (comment); may be given several times")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    for (CLI::App *command : {list, add})
        addText(command, "--workspace", typed.workspace, "The workspace (name or id)")->required();
    CLI::App *remove =
        addCommand(*webhook, typed, "remove", "Remove a webhook; nothing more is sent", &Subcommands::webhookRemove);
    CLI::App *enable = addCommand(*webhook, typed, "enable", "Switch a webhook on again; it is not told what it missed",
                                  &Subcommands::webhookEnable);
    CLI::App *disable = addCommand(*webhook, typed, "disable", "Switch a webhook off", &Subcommands::webhookDisable);
    CLI::App *deliveries = addCommand(*webhook, typed, "deliveries", "List what became of deliveries, the newest first",
                                      &Subcommands::webhookDeliveries);
    addText(deliveries, "--state", typed.state, "Only these: retrying, replaying, delivered or dead")
        ->check(CLI::IsMember({"retrying", "replaying", "delivered", "dead"}));
    CLI::App *replay = addCommand(*webhook, typed, "replay", "Send dead deliveries again", &Subcommands::webhookReplay);
    addText(replay, "--delivery", typed.delivery, "Only this one, dead or not (its id)");
    for (CLI::App *command : {remove, enable, disable, deliveries, replay})
        addText(command, "id", typed.id, "The webhook's id")->required();
}

} // namespace TaskMaster::Server
