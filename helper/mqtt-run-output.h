// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_RUN_OUTPUT_H
#define MQTT_RUN_OUTPUT_H

#include "mqtt-result-files.h"

/// @file
/// What a run gives, and how it gets from the child process it ran in to its parent: messages, each
/// with a kind and a length.

namespace ns3::mqtt
{

/// What a run gives.
struct RunOutput
{
    std::map<std::string, std::vector<ResultRow>> rows; ///< rows by name of file
    std::map<std::string, double> figures; ///< figures by name, for a table on the screen
    std::uint64_t events{0};               ///< events of the simulator
};

/// What a child says.
enum class RunMessageKind : char
{
    PROGRESS = 'p', ///< body: share of the run that is done, a double
    OUTPUT = 'o',   ///< body: the output of the run
    ERROR = 'e'     ///< body: why there is none
};

/// A message from a child.
struct RunMessage
{
    RunMessageKind kind; ///< what it says
    std::string body;    ///< the rest
};

/// @param kind what the message says
/// @param body the rest
/// @return the message as octets
std::string EncodeRunMessage(RunMessageKind kind, const std::string& body);

/// @param buffer octets that came; a whole message at its beginning is taken out
/// @return that message; nothing if it is not all there
std::optional<RunMessage> TakeRunMessage(std::string& buffer);

/// @param output output of a run
/// @return body of its message
std::string EncodeRunOutput(const RunOutput& output);

/// @param body body of a message
/// @return the output in it
Result<RunOutput> DecodeRunOutput(const std::string& body);

/// @param share 0 to 1
/// @return body of its message
std::string EncodeShare(double share);

/// @param body body of a message
/// @return the share in it; 0 if there is none
double DecodeShare(const std::string& body);

} // namespace ns3::mqtt

#endif /* MQTT_RUN_OUTPUT_H */
