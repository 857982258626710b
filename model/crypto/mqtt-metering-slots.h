// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_METERING_SLOTS_H
#define MQTT_METERING_SLOTS_H

#include "mqtt-metering-context.h"

namespace ns3::mqtt
{

/// Most algorithms that can be metered; OpenSSL 3.0 has about 230, later versions more.
constexpr std::size_t METERING_SLOTS = 512;

/// @return the metered algorithms by slot; never destroyed, because libcrypto may use them until
/// the program has ended
std::deque<MeteredAlgorithm>& GetAlgorithms();

/// The functions that are called without a context, so that their algorithm has to be known by
/// which function is called: one set for each slot.
struct SlotFunctions
{
    ProviderFunction create{nullptr};          ///< most operations
    ProviderFunction createSignature{nullptr}; ///< has a property query as well
    ProviderFunction startGeneration{nullptr}; ///< has a selection and parameters as well
    ProviderFunction listGettable{nullptr};    ///< context may be null
    ProviderFunction listSettable{nullptr};    ///< context may be null
};

/// @param slot of an algorithm, less than METERING_SLOTS
/// @return its functions
const SlotFunctions& GetSlotFunctions(std::size_t slot);

} // namespace ns3::mqtt

#endif /* MQTT_METERING_SLOTS_H */
