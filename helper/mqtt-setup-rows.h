// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_ROWS_H
#define MQTT_SETUP_ROWS_H

#include "mqtt-run-output.h"
#include "mqtt-setup-watch.h"

/// @file
/// A watched set-up as rows of files and as figures. Figures have the names of the columns of
/// setup.csv, and names made of parts with a slash between them: "packet/CONNECT" and
/// "trailer/CONNECT" (octets of packets, and of what a scheme added), "message/ClientHello" (octets
/// of messages of TLS), "count/STEP/OPERATION" and "bytes/STEP/OPERATION" (work of the client).

namespace ns3::mqtt
{

/// Where the octets of the handshake of TLS that are no message go: headers of records, and what
/// their encryption adds.
inline const std::string SETUP_RECORD_HEADERS = "record headers";
inline const std::string SETUP_ENCRYPTION = "encryption of records"; ///< see above

/// What stands in place of a step in names of figures that tell of the work of others.
inline const std::string SETUP_BROKER = "broker";
inline const std::string SETUP_AUTHORITY = "authority"; ///< see above

/// @return headers of all files, by name
std::map<std::string, ResultRow> GetSetupColumns();

/// @param setup what was run
/// @param variant scheme and its attributes
/// @param result what came out
/// @return rows and figures
RunOutput MakeSetupRows(const ExperimentSetup& setup,
                        const SetupVariant& variant,
                        const SetupResult& result);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_ROWS_H */
