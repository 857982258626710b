// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/abort.h"
#include "ns3/mqtt-access-policy.h"
#include "ns3/mqtt-topic.h"

#include <fuzzer/FuzzedDataProvider.h>

/// @file
/// Access rules as text, and what a client may do under them: whoever may subscribe to a filter may
/// subscribe to all that it matches, and what is asked by name says how filters relate.

using namespace ns3::mqtt;

namespace
{

/// Three filters say the same about each other in all ways to ask.
/// @param outer valid topic filter
/// @param inner valid topic filter
/// @param topic valid topic name
void
CheckFilters(const std::string& outer, const std::string& inner, const std::string& topic)
{
    const bool inBoth = Matches(outer, topic) && Matches(inner, topic);
    NS_ABORT_MSG_IF(inBoth && !Overlap(outer, inner), outer << " and " << inner << " do overlap");
    NS_ABORT_MSG_IF(Covers(outer, inner) && Matches(inner, topic) && !Matches(outer, topic),
                    outer << " does not cover " << inner);
    NS_ABORT_MSG_IF(Overlap(outer, inner) != Overlap(inner, outer), "overlaps in one direction");
    NS_ABORT_MSG_UNLESS(Covers(outer, outer), outer << " does not cover itself");
    NS_ABORT_MSG_IF(Matches(outer, topic) != Covers(outer, topic), "a name is no filter");
    NS_ABORT_MSG_IF(Matches(outer, topic) != Overlap(outer, topic), "a name is no filter");
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    const auto topic = input.ConsumeRandomLengthString(40);
    const auto filter = input.ConsumeRandomLengthString(40);
    const auto other = input.ConsumeRandomLengthString(40);
    AccessPolicy::Identity who{input.ConsumeRandomLengthString(10), {}};
    if (input.ConsumeBool())
    {
        who.userName = input.ConsumeRandomLengthString(10);
    }
    const auto text = input.ConsumeRemainingBytesAsString();
    const auto rules = AccessRules::Parse(text);
    // Such a rule is about one text alone, and what the filter matches is allowed all the same.
    const bool isLiteral = text.find("refuse") != std::string::npos;
    if (!IsValidTopicName(topic) || !IsValidTopicFilter(filter) || !IsValidTopicFilter(other))
    {
        return 0;
    }
    CheckFilters(filter, other, topic);
    if (rules && !who.clientId.empty())
    {
        rules.value().Authenticate(who, Bytes{'p'});
        rules.value().MayPublish(who, topic);
        const bool may = rules.value().MaySubscribe(who, filter) && !isLiteral;
        NS_ABORT_MSG_IF(may && Matches(filter, topic) && !rules.value().MaySubscribe(who, topic),
                        "may subscribe to " << filter << ", but not to " << topic);
        NS_ABORT_MSG_IF(may && Covers(filter, other) && !rules.value().MaySubscribe(who, other),
                        "may subscribe to " << filter << ", but not to " << other);
    }
    return 0;
}
